/** The x86-64 form of page tables, as memory management writes them. */
@NullMarked
package org.emukernel.x86.pagetable;

import org.jspecify.annotations.NullMarked;
