/** What start_secondary() leaves behind on each CPU, as data for whoever builds a machine. */
@NullMarked
package org.emukernel.entry.boot;

import org.jspecify.annotations.NullMarked;
