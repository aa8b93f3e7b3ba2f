/** The one door through which all nondeterminism enters a machine. */
@NullMarked
package org.emukernel.api.choice;

import org.jspecify.annotations.NullMarked;
