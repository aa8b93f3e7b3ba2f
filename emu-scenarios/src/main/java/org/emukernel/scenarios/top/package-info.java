/** The interference of isolated CPUs as it happens, in a table that goes on: emu top. */
@NullMarked
package org.emukernel.scenarios.top;

import org.jspecify.annotations.NullMarked;
