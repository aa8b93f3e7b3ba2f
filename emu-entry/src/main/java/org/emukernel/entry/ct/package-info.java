/** Context tracking: where a CPU says that it is in the kernel or in user mode. */
@NullMarked
package org.emukernel.entry.ct;

import org.jspecify.annotations.NullMarked;
