/** Cross-CPU function calls: kernel/smp.c as routines. */
@NullMarked
package org.emukernel.mm.smp;

import org.jspecify.annotations.NullMarked;
