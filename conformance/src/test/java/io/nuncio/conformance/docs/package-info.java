/** What the documents say has to be there. */
@NullMarked
package io.nuncio.conformance.docs;

import org.jspecify.annotations.NullMarked;
