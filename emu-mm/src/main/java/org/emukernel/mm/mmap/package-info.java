/** Anonymous memory of user programs (mm/mmap.c, mm/memory.c, mm/mprotect.c). */
@NullMarked
package org.emukernel.mm.mmap;

import org.jspecify.annotations.NullMarked;
