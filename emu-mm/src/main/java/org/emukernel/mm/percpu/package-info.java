/** The allocator of per-CPU memory (mm/percpu.c, mm/percpu-vm.c). */
@NullMarked
package org.emukernel.mm.percpu;

import org.jspecify.annotations.NullMarked;
