package io.nuncio.control.subscribe.xds;

import com.google.common.collect.ImmutableList;

/** Takes the resources of one type from one control plane. Called on main. */
interface ResourceConsumer {

    /** The state of the world: all there is, or, of resources that are asked for by name, those that are new. */
    Verdict onWorld(String version, ImmutableList<XdsResource> resources);

    /**
     * What has changed. Also: what is no longer valid because its time was up, with the version of before.
     *
     * @param removed the names of what is gone
     */
    Verdict onChanges(String version, ImmutableList<XdsResource> changed, ImmutableList<String> removed);

    /** The stream could not be opened, or has ended: nothing changes but a counter. */
    void onConnectionFailure();
}
