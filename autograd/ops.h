#pragma once
// All ops. Each is one struct in one of these files, by subject; autograd/op.h says how to write
// another.

#include "autograd/ops/activation.h"
#include "autograd/ops/arithmetic.h"
#include "autograd/ops/attention.h"
#include "autograd/ops/broadcast.h"
#include "autograd/ops/channel_norm.h"
#include "autograd/ops/convolution.h"
#include "autograd/ops/dropout.h"
#include "autograd/ops/embedding.h"
#include "autograd/ops/layer_norm.h"
#include "autograd/ops/loss.h"
#include "autograd/ops/math.h"
#include "autograd/ops/normal.h"
#include "autograd/ops/permute.h"
#include "autograd/ops/pooling.h"
#include "autograd/ops/product.h"
#include "autograd/ops/rearrange.h"
#include "autograd/ops/reduction.h"
#include "autograd/ops/softmax.h"
