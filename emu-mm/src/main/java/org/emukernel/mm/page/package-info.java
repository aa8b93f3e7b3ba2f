/** Physical pages: who hands them out and where the kernel sees them. */
@NullMarked
package org.emukernel.mm.page;

import org.jspecify.annotations.NullMarked;
