/** Reads recordings of real kernels: tracefs text and {@code trace-cmd report} text. */
@NullMarked
package org.emukernel.scenarios.trace;

import org.jspecify.annotations.NullMarked;
