/** What start_secondary() leaves behind on each CPU, as data, and who loads it into a machine. */
@NullMarked
package org.emukernel.entry.boot;

import org.jspecify.annotations.NullMarked;
