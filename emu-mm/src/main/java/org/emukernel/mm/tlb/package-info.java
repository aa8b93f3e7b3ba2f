/** Kernel TLB flushes (arch/x86/mm/tlb.c). */
@NullMarked
package org.emukernel.mm.tlb;

import org.jspecify.annotations.NullMarked;
