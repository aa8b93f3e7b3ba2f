/** Grids of runs: {@code emu sweep}. Many cells, any number of workers, the same rows. */
@NullMarked
package org.emukernel.scenarios.sweep;

import org.jspecify.annotations.NullMarked;
