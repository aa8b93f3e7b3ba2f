/** Placeholder. */
@NullMarked
package org.emukernel.scenarios;

import org.jspecify.annotations.NullMarked;
