/** Changes of the protection of kernel memory (arch/x86/mm/pat/set_memory.c). */
@NullMarked
package org.emukernel.mm.setmemory;

import org.jspecify.annotations.NullMarked;
