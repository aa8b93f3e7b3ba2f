/** One CPU: its run loop, steps and what it offers to kernel routines. */
@NullMarked
package org.emukernel.x86.cpu;

import org.jspecify.annotations.NullMarked;
