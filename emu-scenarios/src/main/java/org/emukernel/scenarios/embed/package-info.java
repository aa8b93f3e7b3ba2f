/**
 * For programs that use the emulator as a library: begin with {@link
 * org.emukernel.scenarios.embed.Emu}.
 */
@NullMarked
package org.emukernel.scenarios.embed;

import org.jspecify.annotations.NullMarked;
