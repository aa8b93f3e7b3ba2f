/** Reads recordings of real kernels; the texts of tracefs, {@code trace-cmd report} and perf. */
@NullMarked
package org.emukernel.scenarios.trace;

import org.jspecify.annotations.NullMarked;
