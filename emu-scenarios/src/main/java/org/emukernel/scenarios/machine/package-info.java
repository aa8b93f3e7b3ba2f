/** One emulated machine put together: arena, CPUs, kernel, memory management, monitors. */
@NullMarked
package org.emukernel.scenarios.machine;

import org.jspecify.annotations.NullMarked;
