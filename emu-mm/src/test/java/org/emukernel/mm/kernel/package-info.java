/** A kernel without a processor, for tests. */
@NullMarked
package org.emukernel.mm.kernel;

import org.jspecify.annotations.NullMarked;
