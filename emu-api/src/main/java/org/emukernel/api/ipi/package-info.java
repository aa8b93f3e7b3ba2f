/** Inter-processor interrupts and the work that they carry. */
@NullMarked
package org.emukernel.api.ipi;

import org.jspecify.annotations.NullMarked;
