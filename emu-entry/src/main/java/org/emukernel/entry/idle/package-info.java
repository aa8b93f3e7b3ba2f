/** The idle loop. */
@NullMarked
package org.emukernel.entry.idle;

import org.jspecify.annotations.NullMarked;
