/**
 * trace-cmd's binary recordings, trace.dat, versions 6 and 7: trace-cmd.dat.v6(5) and
 * trace-cmd.dat.v7(5), and within them the pages of the kernel's ring buffer.
 */
@NullMarked
package org.emukernel.scenarios.trace.dat;

import org.jspecify.annotations.NullMarked;
