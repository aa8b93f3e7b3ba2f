/** CPU numbers and sets of CPUs. */
@NullMarked
package org.emukernel.api.cpu;

import org.jspecify.annotations.NullMarked;
