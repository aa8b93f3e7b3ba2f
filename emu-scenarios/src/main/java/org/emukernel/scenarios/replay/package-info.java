/** Attributes the cross-CPU calls of a recording to their causes. */
@NullMarked
package org.emukernel.scenarios.replay;

import org.jspecify.annotations.NullMarked;
