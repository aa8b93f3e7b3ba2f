/** Placeholder. */
@NullMarked
package org.emukernel.entry;

import org.jspecify.annotations.NullMarked;
