/** Dispatch of kernel routines: frames, calls and returns. */
@NullMarked
package org.emukernel.x86.routine;

import org.jspecify.annotations.NullMarked;
