"""Export a checkpoint to the CTranslate2 folder that faster-whisper loads."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from ctranslate2.converters.utils import fuse_linear
from ctranslate2.specs import common_spec, whisper_spec
from torch import nn

from .corpus import scripts
from .model import MEL_BANDS, Attention, Layer, MiniWhisper, Shape
from .tokenizer import MiniTokenizer

_FEATURES = {
    "feature_size": MEL_BANDS,
    "sampling_rate": 16_000,
    "hop_length": 160,
    "chunk_length": 30,
    "n_fft": 400,
}


def load(checkpoint: Path) -> MiniWhisper:
    """Load a trained model."""
    saved = torch.load(checkpoint, weights_only=True)
    shape = dict(saved["shape"])
    shape["guided"] = tuple(shape["guided"])
    model = MiniWhisper(Shape(**shape))
    model.load_state_dict(saved["model"])
    return model.eval()


def _linear(module: nn.Linear) -> common_spec.LinearSpec:
    spec = common_spec.LinearSpec()
    spec.weight = module.weight.detach().numpy()
    if module.bias is not None:
        spec.bias = module.bias.detach().numpy()
    return spec


def _copy(spec: Any, module: nn.Linear | nn.Conv1d) -> None:
    spec.weight = module.weight.detach().numpy()
    spec.bias = module.bias.detach().numpy()


def _norm(spec: Any, module: nn.LayerNorm) -> None:
    spec.gamma = module.weight.detach().numpy()
    spec.beta = module.bias.detach().numpy()


def _attention(spec: Any, module: Attention, norm: nn.LayerNorm, *, itself: bool) -> None:
    """CTranslate2 joins query, key and value, or for cross attention key and value."""
    query, key, value = (_linear(m) for m in (module.q_proj, module.k_proj, module.v_proj))
    if itself:
        fuse_linear(spec.linear[0], [query, key, value])
    else:
        spec.linear[0] = query
        fuse_linear(spec.linear[1], [key, value])
    _copy(spec.linear[-1], module.out_proj)
    _norm(spec.layer_norm, norm)


def _layer(spec: Any, layer: Layer) -> None:
    _attention(spec.self_attention, layer.self_attn, layer.self_attn_layer_norm, itself=True)
    if layer.cross:
        norm = layer.encoder_attn_layer_norm
        _attention(spec.attention, layer.encoder_attn, norm, itself=False)
    _copy(spec.ffn.linear_0, layer.fc1)
    _copy(spec.ffn.linear_1, layer.fc2)
    _norm(spec.ffn.layer_norm, layer.final_layer_norm)


def _fill_encoder(spec: Any, model: MiniWhisper) -> None:
    encoder = model.encoder
    _copy(spec.conv1, encoder.conv1)
    _copy(spec.conv2, encoder.conv2)
    spec.position_encodings.encodings = encoder.embed_positions.weight.detach().numpy()
    _norm(spec.layer_norm, encoder.layer_norm)
    for into, layer in zip(spec.layer, encoder.layers, strict=True):
        _layer(into, layer)


def _fill_decoder(spec: Any, model: MiniWhisper, table: np.ndarray) -> None:
    decoder = model.decoder
    spec.embeddings.weight = table
    spec.projection.weight = table.copy()
    spec.scale_embeddings = False
    spec.position_encodings.encodings = decoder.embed_positions.weight.detach().numpy()
    _norm(spec.layer_norm, decoder.layer_norm)
    for into, layer in zip(spec.layer, decoder.layers, strict=True):
        _layer(into, layer)


def export(checkpoint: Path, folder: Path) -> None:
    """Write model.bin, config.json, vocabulary.json and the two files beside them."""
    model, tokenizer = load(checkpoint), MiniTokenizer()
    shape = model.shape
    table = model.decoder.table().detach()
    if table.shape[0] != len(tokenizer.vocabulary):
        raise ValueError("the checkpoint was trained with another vocabulary")
    spec = whisper_spec.WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    _fill_encoder(spec.encoder, model)
    _fill_decoder(spec.decoder, model, table.numpy())
    spec.register_vocabulary(tokenizer.vocabulary)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []  # an empty text is the right answer to silence
    spec.config.lang_ids = sorted(tokenizer.languages.values())
    # Word times come from the heads that were taught where to look.
    last = shape.decoder_layers - 1
    spec.config.alignment_heads = [[last, head] for head in range(shape.guided[last])]
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(tokenizer.to_json(), encoding="utf-8")
    (folder / "preprocessor_config.json").write_text(json.dumps(_FEATURES) + "\n")


def write_candidate(path: Path) -> None:
    """Write the scripts that the demo's candidate speaks."""
    head = (
        "# What the demo's candidate says; every sentence lies inside the grammar that the\n"
        "# mini Whisper was trained on. Written by scripts/train_mini_whisper (export).\n"
    )
    body = yaml.safe_dump(scripts(), allow_unicode=True, sort_keys=False, width=100)
    path.write_text(head + body, encoding="utf-8")


def main(arguments: list[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path, help="where the weights go")
    parser.add_argument("--candidate", type=Path, help="also write the demo's scripts here")
    options = parser.parse_args(arguments)
    export(options.checkpoint, options.folder)
    if options.candidate:
        write_candidate(options.candidate)


if __name__ == "__main__":
    main()
