/** The {@code emu} command: it reads arguments, asks others to work, and prints what they found. */
@NullMarked
package org.emukernel.scenarios.cli;

import org.jspecify.annotations.NullMarked;
