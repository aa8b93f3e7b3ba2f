/** The monitors: what must never happen, watched from outside. */
@NullMarked
package org.emukernel.scenarios.monitor;

import org.jspecify.annotations.NullMarked;
