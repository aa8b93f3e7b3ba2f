/** Placeholder. */
@NullMarked
package org.emukernel.api;

import org.jspecify.annotations.NullMarked;
