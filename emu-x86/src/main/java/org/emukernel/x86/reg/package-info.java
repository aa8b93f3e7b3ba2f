/** Registers of one CPU: general, control, model-specific and system registers. */
@NullMarked
package org.emukernel.x86.reg;

import org.jspecify.annotations.NullMarked;
