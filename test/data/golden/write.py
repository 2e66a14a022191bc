"""Writes the small files of test/data/golden with NumPy, h5py and NIR's own package."""
import sys, wave, struct
import h5py, nir, numpy as np
out = sys.argv[1]
np.save(f'{out}/float16.npy', np.array([[0.5, -2], [1e-7, 65504]], dtype='<f2'))
np.save(f'{out}/big-endian.npy', np.arange(-3, 3, dtype='>i4').reshape(2, 3))
np.save(f'{out}/fortran.npy', np.asfortranarray(np.arange(24, dtype='<f8').reshape(2, 3, 4)))
np.save(f'{out}/text.npy', np.array(['a', 'b']))
np.save(f'{out}/scalar.npy', np.array(7, dtype='<i8'))
np.savez(f'{out}/two.npz', spikes=np.array([True, False]), labels=np.array([3, 1, 2], dtype=np.uint8))
np.savez_compressed(f'{out}/compressed.npz', zeros=np.zeros((100, 5), dtype='<f4'))
with wave.open(f'{out}/stereo.wav', 'wb') as f:
    f.setnchannels(2); f.setsampwidth(2); f.setframerate(8000)
    f.writeframes(struct.pack('<6h', 0, 16384, -32768, 32767, 1, -1))
with h5py.File(f'{out}/shd.h5', 'w') as f:
    times = f.create_dataset('spikes/times', (3,), dtype=h5py.vlen_dtype(np.dtype('float16')))
    units = f.create_dataset('spikes/units', (3,), dtype=h5py.vlen_dtype(np.dtype('int64')))
    for i, (t, u) in enumerate([([0.0, 0.25, 0.25, 0.5], [3, 699, 0, 3]), ([], []), ([0.125, 0.1250, 1.25], [5, 5, 6])]):
        times[i] = np.array(t, dtype='float16'); units[i] = np.array(u, dtype='int64')
    f['labels'] = np.array([0, 19, 7], dtype='uint8')
    f['extra/speaker'] = np.array([0, 1, 2], dtype='uint16')
rng = np.random.default_rng(1)
graph = nir.NIRGraph(
    nodes={
        'in': nir.Input(input_type={'input': np.array([3])}),
        '0.weight': nir.Affine(weight=rng.normal(0, 1, (4, 3)).astype('float32'), bias=np.array([0.1, 0.2, 0, -1.0])),
        'lif': nir.LIF(tau=np.array([0.02, 0.02, 0.03, 0.01]), r=np.array([1.0, 2, 1, 1]), v_leak=np.array([0, 0.1, 0, 0]),
                       v_threshold=np.ones(4), v_reset=np.array([0, 0, -0.5, 0])),
        'recurrent': nir.Linear(weight=rng.normal(0, 0.5, (4, 4))),
        'fc': nir.Linear(weight=rng.normal(1, 0.5, (2, 4))),
        'out cells': nir.CubaLIF(tau_syn=np.full(2, 0.005), tau_mem=np.full(2, 0.02), r=np.ones(2), v_leak=np.zeros(2),
                                 v_threshold=np.full(2, 0.5), w_in=np.array([1.0, 3.0])),
        'out': nir.Output(output_type={'output': np.array([2])}),
    },
    edges=[('in', '0.weight'), ('0.weight', 'lif'), ('lif', 'recurrent'), ('recurrent', 'lif'), ('lif', 'fc'),
           ('fc', 'out cells'), ('out cells', 'out')],
)
nir.write(f'{out}/graph.nir', graph)
nir.write(f'{out}/convolution.nir', nir.NIRGraph.from_list(
    nir.Input(input_type={'input': np.array([1, 6, 6])}),
    nir.Conv2d(input_shape=(6, 6), weight=np.ones((2, 1, 3, 3)), stride=1, padding=0, dilation=1, groups=1, bias=np.zeros(2)),
    nir.Output(output_type={'output': np.array([2, 4, 4])})))

# The same network twice: with a graph within the graph, and an input of three dimensions that is made flat; and plain.
cells = lambda: nir.LIF(tau=np.full(2, 0.02), r=np.ones(2), v_leak=np.zeros(2), v_threshold=np.ones(2))
ends = lambda n, shape: {'input': nir.Input(input_type={'input': np.array(shape)}),
                         'output': nir.Output(output_type={'output': np.array([n])})}
into, within, onward = np.arange(6.).reshape(2, 3), np.array([[0, 0.5], [0.25, 0]]), np.ones((4, 2))
last = nir.LIF(tau=np.full(4, 0.01), r=np.ones(4), v_leak=np.zeros(4), v_threshold=np.ones(4))
recurrent = nir.NIRGraph(
    nodes={**ends(2, [2]), 'lif': cells(), 'w': nir.Linear(within)},
    edges=[('input', 'lif'), ('lif', 'w'), ('w', 'lif'), ('lif', 'output')],
)
nir.write(f'{out}/nested.nir', nir.NIRGraph(
    nodes={**ends(4, [1, 3, 1]), 'flat': nir.Flatten(input_type={'input': np.array([1, 3, 1])}, start_dim=0, end_dim=-1),
           'into': nir.Linear(into), 'rnn': recurrent, 'onward': nir.Linear(onward), 'last': last},
    edges=[('input', 'flat'), ('flat', 'into'), ('into', 'rnn'), ('rnn', 'onward'), ('onward', 'last'), ('last', 'output')],
))
nir.write(f'{out}/plain.nir', nir.NIRGraph(
    nodes={**ends(4, [3]), 'into': nir.Linear(into), 'rnn.lif': cells(), 'rnn.w': nir.Linear(within),
           'onward': nir.Linear(onward), 'last': last},
    edges=[('input', 'into'), ('into', 'rnn.lif'), ('rnn.lif', 'rnn.w'), ('rnn.w', 'rnn.lif'), ('rnn.lif', 'onward'),
           ('onward', 'last'), ('last', 'output')],
))
