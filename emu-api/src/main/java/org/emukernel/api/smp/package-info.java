/** Cross-CPU calls as the rest of the kernel sees them. */
@NullMarked
package org.emukernel.api.smp;

import org.jspecify.annotations.NullMarked;
