/** Placeholder. */
@NullMarked
package org.emukernel.x86;

import org.jspecify.annotations.NullMarked;
