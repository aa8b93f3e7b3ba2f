/** The readers of context tracking's counter in RCU. */
@NullMarked
package org.emukernel.entry.rcu;

import org.jspecify.annotations.NullMarked;
