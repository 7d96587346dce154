package io.nuncio.control.translate.cluster;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LeastRequestLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.LoadBalancingPolicy;
import io.envoyproxy.envoy.config.core.v3.RuntimeDouble;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig;
import io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest;
import io.envoyproxy.envoy.extensions.load_balancing_policies.random.v3.Random;
import io.envoyproxy.envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec.Policy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a cluster chooses a host: the enum of old, or one of a list of typed policies. */
final class Balancing {

    private static final long MAGLEV_TABLE_DEFAULT = 65_537;

    private static final long RING_MINIMUM_DEFAULT = 1_024;
    private static final long RING_MAXIMUM_DEFAULT = 8 * 1024 * 1024;

    private Balancing() {}

    static LoadBalancingSpec read(Cluster message, Place place) {
        double panic = message.getCommonLbConfig().hasHealthyPanicThreshold()
                ? message.getCommonLbConfig().getHealthyPanicThreshold().getValue()
                : LoadBalancingSpec.HEALTHY_PANIC_DEFAULT_PERCENT;
        if (message.hasLoadBalancingPolicy()) {
            LoadBalancingSpec typed = typed(message.getLoadBalancingPolicy(), panic, place);
            return typed == null ? LoadBalancingSpec.DEFAULT : typed;
        }
        CommonLbConfig common = message.getCommonLbConfig();
        LeastRequestLbConfig least = message.getLeastRequestLbConfig();
        int choices = least.hasChoiceCount()
                ? least.getChoiceCount().getValue()
                : LoadBalancingSpec.LEAST_REQUEST_CHOICES_DEFAULT;
        sizes(message, place);
        Policy policy = switch (message.getLbPolicy()) {
            case LEAST_REQUEST -> Policy.LEAST_REQUEST;
            case RANDOM -> Policy.RANDOM;
            case LOAD_BALANCING_POLICY_CONFIG -> {
                place.error("load_balancing_policy", "lb_policy says that it stands here, but it does not");
                yield Policy.ROUND_ROBIN;
            }
            case RING_HASH, MAGLEV, CLUSTER_PROVIDED -> {
                place.unsupported(message, "lb_policy/" + message.getLbPolicy(), "lb_policy");
                yield Policy.ROUND_ROBIN;
            }
            default -> Policy.ROUND_ROBIN;
        };
        return new LoadBalancingSpec(
                policy,
                choices,
                false,
                bias(least.hasActiveRequestBias(), least.getActiveRequestBias()),
                panic,
                common.getZoneAwareLbConfig().getFailTrafficOnPanic(),
                common.hasLocalityWeightedLbConfig());
    }

    /** What Envoy refuses of the hashing balancers' sizes. */
    private static void sizes(Cluster message, Place place) {
        if (message.getLbPolicy() == Cluster.LbPolicy.RING_HASH && message.hasRingHashLbConfig()) {
            Cluster.RingHashLbConfig ring = message.getRingHashLbConfig();
            long minimum = ring.hasMinimumRingSize() ? ring.getMinimumRingSize().getValue() : RING_MINIMUM_DEFAULT;
            long maximum = ring.hasMaximumRingSize() ? ring.getMaximumRingSize().getValue() : RING_MAXIMUM_DEFAULT;
            if (Long.compareUnsigned(minimum, maximum) > 0) {
                place.error(
                        "ring_hash_lb_config.minimum_ring_size",
                        "is " + Long.toUnsignedString(minimum) + ", above the maximum_ring_size of "
                                + Long.toUnsignedString(maximum));
            }
        }
        if (message.getLbPolicy() == Cluster.LbPolicy.MAGLEV && message.hasMaglevLbConfig()) {
            long size = message.getMaglevLbConfig().hasTableSize()
                    ? message.getMaglevLbConfig().getTableSize().getValue()
                    : MAGLEV_TABLE_DEFAULT;
            if (!prime(size)) {
                place.error("maglev_lb_config.table_size", Long.toUnsignedString(size) + " is no prime number");
            }
        }
    }

    private static boolean prime(long number) {
        return number > 1 && java.math.BigInteger.valueOf(number).isProbablePrime(40);
    }

    /** The first policy of the list that exists here counts, as with Envoy. */
    private static @Nullable LoadBalancingSpec typed(LoadBalancingPolicy message, double panic, Place place) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < message.getPoliciesCount(); i++) {
            TypedExtensionConfig extension = message.getPolicies(i).getTypedExtensionConfig();
            Any config = extension.getTypedConfig();
            Place at = place.at("load_balancing_policy").at("policies", i).at("typed_extension_config.typed_config");
            try {
                if (config.is(RoundRobin.class)) {
                    RoundRobin policy = config.unpack(RoundRobin.class);
                    at.refuseUnsupported(policy);
                    return simple(Policy.ROUND_ROBIN, policy.getLocalityLbConfig(), panic);
                }
                if (config.is(Random.class)) {
                    Random policy = config.unpack(Random.class);
                    at.refuseUnsupported(policy);
                    return simple(Policy.RANDOM, policy.getLocalityLbConfig(), panic);
                }
                if (config.is(LeastRequest.class)) {
                    LeastRequest policy = config.unpack(LeastRequest.class);
                    at.refuseUnsupported(policy);
                    return leastRequest(policy, panic);
                }
            } catch (InvalidProtocolBufferException e) {
                at.error("is not what its type says: " + e.getMessage());
                return null;
            }
            names.add(extension.getName());
        }
        place.error("load_balancing_policy", "none of the balancers " + names + " exists here");
        return null;
    }

    private static LoadBalancingSpec simple(Policy policy, LocalityLbConfig localities, double panic) {
        return new LoadBalancingSpec(
                policy,
                LoadBalancingSpec.LEAST_REQUEST_CHOICES_DEFAULT,
                false,
                LoadBalancingSpec.ACTIVE_REQUEST_BIAS_DEFAULT,
                panic,
                localities.getZoneAwareLbConfig().getFailTrafficOnPanic(),
                localities.hasLocalityWeightedLbConfig());
    }

    private static LoadBalancingSpec leastRequest(LeastRequest policy, double panic) {
        LocalityLbConfig localities = policy.getLocalityLbConfig();
        return new LoadBalancingSpec(
                Policy.LEAST_REQUEST,
                policy.hasChoiceCount()
                        ? policy.getChoiceCount().getValue()
                        : LoadBalancingSpec.LEAST_REQUEST_CHOICES_DEFAULT,
                policy.getSelectionMethod() == LeastRequest.SelectionMethod.FULL_SCAN,
                bias(policy.hasActiveRequestBias(), policy.getActiveRequestBias()),
                panic,
                localities.getZoneAwareLbConfig().getFailTrafficOnPanic(),
                localities.hasLocalityWeightedLbConfig());
    }

    /** Below zero it is what it is by default, as with Envoy. */
    private static double bias(boolean given, RuntimeDouble message) {
        return given && message.getDefaultValue() >= 0
                ? message.getDefaultValue()
                : LoadBalancingSpec.ACTIVE_REQUEST_BIAS_DEFAULT;
    }
}
