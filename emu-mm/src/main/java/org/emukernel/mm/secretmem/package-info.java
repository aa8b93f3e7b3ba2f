/** memfd_secret() (mm/secretmem.c). */
@NullMarked
package org.emukernel.mm.secretmem;

import org.jspecify.annotations.NullMarked;
