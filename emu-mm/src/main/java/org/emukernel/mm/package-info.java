/** Placeholder. */
@NullMarked
package org.emukernel.mm;

import org.jspecify.annotations.NullMarked;
