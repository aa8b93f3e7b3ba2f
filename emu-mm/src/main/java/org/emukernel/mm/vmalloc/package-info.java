/** Virtually contiguous kernel memory: vmalloc, vfree and the lazy purge (mm/vmalloc.c). */
@NullMarked
package org.emukernel.mm.vmalloc;

import org.jspecify.annotations.NullMarked;
