/** Kernel memory management, neutral of the architecture. */
@NullMarked
package org.emukernel.mm;

import org.jspecify.annotations.NullMarked;
