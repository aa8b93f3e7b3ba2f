/** The architecture x86-64 as a machine plan: CPUs, kernel image and boot put together. */
@NullMarked
package org.emukernel.entry.machine;

import org.jspecify.annotations.NullMarked;
