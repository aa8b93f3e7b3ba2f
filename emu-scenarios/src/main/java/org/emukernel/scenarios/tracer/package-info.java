/** Writes down what a machine does, as the kernel's own tracer does, in the files of its tools. */
@NullMarked
package org.emukernel.scenarios.tracer;

import org.jspecify.annotations.NullMarked;
