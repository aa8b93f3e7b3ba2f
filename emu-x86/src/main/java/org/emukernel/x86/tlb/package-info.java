/**
 * Cached translations: the TLB and the paging-structure caches, with everything that drops them.
 */
@NullMarked
package org.emukernel.x86.tlb;

import org.jspecify.annotations.NullMarked;
