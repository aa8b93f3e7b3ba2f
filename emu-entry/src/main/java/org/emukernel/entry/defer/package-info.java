/** Deferral strategies: one file each. */
@NullMarked
package org.emukernel.entry.defer;

import org.jspecify.annotations.NullMarked;
