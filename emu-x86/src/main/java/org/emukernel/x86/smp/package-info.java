/** The receiver's side of cross-CPU function calls: arch/x86/kernel/smp.c as routines. */
@NullMarked
package org.emukernel.x86.smp;

import org.jspecify.annotations.NullMarked;
