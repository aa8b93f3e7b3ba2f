/** {@code emu check}: reads kernels and modules of others, and tells what was found in them. */
@NullMarked
package org.emukernel.scenarios.check;

import org.jspecify.annotations.NullMarked;
