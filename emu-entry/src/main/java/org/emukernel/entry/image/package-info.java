/** The kernel image of this project: entry code, subsystems, user program and data, linked. */
@NullMarked
package org.emukernel.entry.image;

import org.jspecify.annotations.NullMarked;
