// As in a workspace, where the exercise.h of its exercise stands beside a learner's file.
#pragma once
#include "exercises/03-average-of-three/exercise.h"
