/** Page tables at boot and the pairs of roots of page-table isolation. */
@NullMarked
package org.emukernel.mm.pti;

import org.jspecify.annotations.NullMarked;
