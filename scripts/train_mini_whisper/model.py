"""The Whisper architecture in small, with the extra heads used only in training."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

FRAMES = 1500  # encoder frames in 30 s
MEL_BANDS = 80
MAX_TOKENS = 448


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    texts: int  # text tokens
    vocabulary: int  # all tokens; the last `times` of them are time tokens
    times: int
    phonemes: int  # classes of the phoneme head, silence included
    width: int = 160
    heads: int = 5
    encoder_layers: int = 4
    decoder_layers: int = 3
    #: Heads of each decoder layer that are taught where to look.
    guided: tuple[int, ...] = (0, 1, 2)

    def as_dict(self) -> dict:
        """Return plain values, for checkpoints."""
        return asdict(self)


def sinusoids(length: int, width: int) -> Tensor:
    """Return Whisper's table of positions."""
    step = math.log(10_000) / (width // 2 - 1)
    scale = torch.exp(-step * torch.arange(width // 2))
    angle = torch.arange(length)[:, None] * scale[None]
    return torch.cat([angle.sin(), angle.cos()], dim=1)


class Attention(nn.Module):
    """Multi-head attention with Hugging Face's names, which CTranslate2 reads."""

    def __init__(self, width: int, heads: int) -> None:
        """Build the layers."""
        super().__init__()
        self.heads = heads
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def forward(
        self, x: Tensor, memory: Tensor | None = None, *, causal: bool = False, watch: int = 0
    ) -> tuple[Tensor, Tensor | None]:
        """Attend; also return the weights of the first `watch` heads."""
        memory = x if memory is None else memory
        batch, length, width = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(batch, -1, self.heads, width // self.heads).transpose(1, 2)

        q, k = split(self.q_proj(x)), split(self.k_proj(memory))
        v = split(self.v_proj(memory))
        if k.shape[2] < 1000 and k.dtype == torch.bfloat16:
            # Faster in single precision on a CPU, as long as the rows are short.
            mixed = F.scaled_dot_product_attention(q.float(), k.float(), v.float(), is_causal=causal).to(q.dtype)
        else:
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
        weights = None
        if watch:
            scores = q[:, :watch] @ k[:, :watch].transpose(-1, -2)
            weights = (scores.float() * (width // self.heads) ** -0.5).softmax(-1)
        return self.out_proj(mixed.transpose(1, 2).reshape(batch, length, width)), weights


@torch.no_grad()
def look_at(attention: Attention, head: int, distance: int, first: int, strength: float) -> None:
    """Start a head so that it looks a fixed number of places away.

    With sinusoidal positions a rotated copy as query makes exactly that; learning it from
    nothing takes most of a short training. `first` is the highest frequency used.
    """
    width = attention.q_proj.weight.shape[1]
    size = width // attention.heads
    half = width // 2
    step = math.log(10_000) / (half - 1)
    rows = slice(head * size, (head + 1) * size)
    attention.q_proj.weight[rows] *= 0.3
    attention.k_proj.weight[rows] *= 0.3
    attention.q_proj.bias[rows] = 0
    for pair in range(size // 2):
        index = first + pair
        angle = math.exp(-step * index) * distance
        sine, cosine = index, half + index  # columns of the table of positions
        row = head * size + 2 * pair
        attention.q_proj.weight[row, sine] += strength * math.cos(angle)
        attention.q_proj.weight[row, cosine] += strength * math.sin(angle)
        attention.q_proj.weight[row + 1, cosine] += strength * math.cos(angle)
        attention.q_proj.weight[row + 1, sine] -= strength * math.sin(angle)
        attention.k_proj.weight[row, sine] += strength
        attention.k_proj.weight[row + 1, cosine] += strength


class Layer(nn.Module):
    """One encoder layer, or with `cross` one decoder layer."""

    def __init__(self, width: int, heads: int, *, cross: bool) -> None:
        """Build the layers."""
        super().__init__()
        self.cross = cross
        self.self_attn = Attention(width, heads)
        self.self_attn_layer_norm = nn.LayerNorm(width)
        if cross:
            self.encoder_attn = Attention(width, heads)
            self.encoder_attn_layer_norm = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)
        self.final_layer_norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, memory: Tensor | None = None, watch: int = 0) -> tuple[Tensor, Tensor | None]:
        """Return the new states and the watched cross attention."""
        weights = None
        x = x + self.self_attn(self.self_attn_layer_norm(x), causal=self.cross)[0]
        if self.cross:
            seen, weights = self.encoder_attn(self.encoder_attn_layer_norm(x), memory, watch=watch)
            x = x + seen
        return x + self.fc2(F.gelu(self.fc1(self.final_layer_norm(x)))), weights


class Encoder(nn.Module):
    """Log-mel features to states of 20 ms."""

    def __init__(self, shape: Shape) -> None:
        """Build the layers."""
        super().__init__()
        self.conv1 = nn.Conv1d(MEL_BANDS, shape.width, 3, padding=1)
        self.conv2 = nn.Conv1d(shape.width, shape.width, 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(FRAMES, shape.width)
        self.embed_positions.weight = nn.Parameter(sinusoids(FRAMES, shape.width), requires_grad=False)
        self.layers = nn.ModuleList(Layer(shape.width, shape.heads, cross=False) for _ in range(shape.encoder_layers))
        self.layer_norm = nn.LayerNorm(shape.width)
        for number, layer in enumerate(self.layers):
            near, far = 2 + 2 * number, 5 + 6 * number  # frames of 20 ms
            for head, distance in enumerate((-near, near, -far, far)):
                look_at(layer.self_attn, head, distance, 0 if head < 2 else 6, 1.5)

    def forward(self, mel: Tensor, offsets: Tensor) -> tuple[Tensor, Tensor]:
        """Return final states and those of the middle layer.

        `offsets` (frames, one per window) says where in the 30 s a short window lies.
        """
        x = F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)
        places = offsets[:, None] + torch.arange(x.shape[1])
        x = x + self.embed_positions.weight[places]
        middle = x
        for number, layer in enumerate(self.layers):
            x, _ = layer(x)
            if number == len(self.layers) // 2 - 1:
                middle = x
        return self.layer_norm(x), middle


class Decoder(nn.Module):
    """Tokens and encoder states to the next token."""

    def __init__(self, shape: Shape) -> None:
        """Build the layers."""
        super().__init__()
        self.shape = shape
        self.plain = nn.Embedding(shape.vocabulary - shape.times, shape.width)
        nn.init.normal_(self.plain.weight, std=0.05)
        # A time token's vector is a projection of the encoder's position table: what is
        # learnt about one second holds for all thirty.
        self.time = nn.Linear(shape.width, shape.width)
        nn.init.normal_(self.time.weight, std=0.05 * shape.width**-0.5)
        self.register_buffer("clock", sinusoids(shape.times, shape.width), persistent=False)
        self.embed_positions = nn.Embedding(MAX_TOKENS, shape.width)
        self.embed_positions.weight = nn.Parameter(0.1 * sinusoids(MAX_TOKENS, shape.width))
        self.layers = nn.ModuleList(Layer(shape.width, shape.heads, cross=True) for _ in range(shape.decoder_layers))
        self.layer_norm = nn.LayerNorm(shape.width)
        look_at(self.layers[0].self_attn, 0, -1, 0, 1.2)
        look_at(self.layers[0].self_attn, 1, -2, 0, 1.2)

    def table(self) -> Tensor:
        """Return the embedding of every token."""
        return torch.cat([self.plain.weight, self.time(self.clock)])

    def forward(self, tokens: Tensor, memory: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the states before the output projection and the guided attentions."""
        x = F.embedding(tokens, self.table().float())
        x = x + self.embed_positions.weight[: tokens.shape[1]]
        guided = []
        for layer, watch in zip(self.layers, self.shape.guided, strict=True):
            x, weights = layer(x, memory, watch)
            if weights is not None:
                guided.append(weights)
        return self.layer_norm(x), guided


class MiniWhisper(nn.Module):
    """Encoder, decoder and the heads that supervise the encoder frame by frame."""

    def __init__(self, shape: Shape) -> None:
        """Build the layers."""
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.decoder = Decoder(shape)
        self.phoneme_head = nn.Linear(shape.width, shape.phonemes)
        # The token at a frame, the one before it and the one before that: with these the
        # decoder finds its next token by content, even where a word is said often.
        self.token_heads = nn.ModuleList(nn.Linear(shape.width, shape.texts + 1) for _ in range(3))
