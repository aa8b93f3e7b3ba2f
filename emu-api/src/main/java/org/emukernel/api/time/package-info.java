/** Virtual time. */
@NullMarked
package org.emukernel.api.time;

import org.jspecify.annotations.NullMarked;
