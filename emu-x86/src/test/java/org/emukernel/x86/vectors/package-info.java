/** The instruction vectors recorded from a real CPU, and their reader. */
@NullMarked
package org.emukernel.x86.vectors;

import org.jspecify.annotations.NullMarked;
