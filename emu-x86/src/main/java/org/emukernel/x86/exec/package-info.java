/** Execution of decoded instructions. */
@NullMarked
package org.emukernel.x86.exec;

import org.jspecify.annotations.NullMarked;
