/** Cross-CPU function calls: kernel/smp.c and arch/x86/kernel/smp.c as routines. */
@NullMarked
package org.emukernel.x86.smp;

import org.jspecify.annotations.NullMarked;
